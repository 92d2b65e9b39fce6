//! What one request loads: each row once, rows of a kind together.

use super::loader::Loaders;
use super::waves::Waves;
use crate::db::Db;
use crate::error::{Error, Result};
use async_graphql::dataloader::Loader;
use std::any::{Any, TypeId};
use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

/// A key by which [`Loaders`] find values.
pub trait Key: Send + Sync + Hash + Eq + Clone + 'static {}
impl<K: Send + Sync + Hash + Eq + Clone + 'static> Key for K {}

/// Collects what the resolvers of one request ask for, loads it in the request's waves, and remembers it to the request's end.
///
/// The data loader that comes with async-graphql waits for a timer instead, so that what a batch holds depends on chance.
#[derive(Clone)]
pub struct RequestLoader {
    loaders: Arc<Loaders>,
    waves: Waves,
    shelves: Arc<Mutex<HashMap<TypeId, Box<dyn Any + Send>>>>,
}

/// What is known, and what is on its way, for one type of key.
struct Shelf<K, V> {
    known: HashMap<K, V>,
    /// Asked for, and not in a wave yet.
    wanted: HashSet<K>,
    /// Asked for once: known, on its way, or not there.
    asked: HashSet<K>,
    waiting: Vec<oneshot::Sender<Result<()>>>,
    /// Who waits for the wave that is under way.
    under_way: Vec<oneshot::Sender<Result<()>>>,
    is_under_way: bool,
}

impl<K, V> Default for Shelf<K, V> {
    fn default() -> Self {
        let (known, asked) = (HashMap::new(), HashSet::new());
        Self { known, wanted: HashSet::new(), asked, waiting: Vec::new(), under_way: Vec::new(), is_under_way: false }
    }
}

impl RequestLoader {
    pub fn new(db: Db, waves: Waves) -> Self {
        Self { loaders: Arc::new(Loaders::new(db)), waves, shelves: Arc::default() }
    }

    /// Forgets what was loaded: it may have been changed. What is loaded from now on is of the archive's present state.
    pub fn forget(&self) {
        self.shelves.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.loaders.db.read().renew();
    }

    /// The value of `key`, or none if there is none.
    pub async fn load_one<K: Key>(&self, key: K) -> Result<Option<<Loaders as Loader<K>>::Value>>
    where
        Loaders: Loader<K, Error = Error>,
    {
        self.arrival(std::slice::from_ref(&key)).await?;
        Ok(self.shelf(|shelf: &mut Shelf<K, <Loaders as Loader<K>>::Value>| shelf.known.get(&key).cloned()))
    }

    /// The values of `keys`, as far as there are any.
    pub async fn load_many<K: Key>(&self, keys: impl IntoIterator<Item = K>) -> Result<HashMap<K, <Loaders as Loader<K>>::Value>>
    where
        Loaders: Loader<K, Error = Error>,
    {
        let keys: Vec<K> = keys.into_iter().collect();
        self.arrival(&keys).await?;
        Ok(self.shelf(|shelf: &mut Shelf<K, <Loaders as Loader<K>>::Value>| {
            keys.into_iter().filter_map(|key| shelf.known.get(&key).cloned().map(|value| (key, value))).collect()
        }))
    }

    /// Waits until the values of `keys` are known, as far as there are any.
    async fn arrival<K: Key>(&self, keys: &[K]) -> Result<()>
    where
        Loaders: Loader<K, Error = Error>,
    {
        let arrival = self.shelf(|shelf: &mut Shelf<K, <Loaders as Loader<K>>::Value>| {
            let was_empty = shelf.wanted.is_empty();
            for key in keys {
                if !shelf.asked.contains(key) {
                    shelf.asked.insert(key.clone());
                    shelf.wanted.insert(key.clone());
                }
            }
            if was_empty && !shelf.wanted.is_empty() {
                self.join_wave::<K>();
            }
            let (send, receive) = oneshot::channel();
            if keys.iter().any(|key| shelf.wanted.contains(key)) {
                shelf.waiting.push(send);
            } else if shelf.is_under_way && keys.iter().any(|key| !shelf.known.contains_key(key)) {
                shelf.under_way.push(send);
            } else {
                return None;
            }
            Some(receive)
        });
        match arrival {
            Some(arrival) => arrival.await.map_err(Error::internal)?,
            None => Ok(()),
        }
    }

    /// Lets the next wave load what is wanted of this type by then.
    fn join_wave<K: Key>(&self)
    where
        Loaders: Loader<K, Error = Error>,
    {
        let this = self.clone();
        self.waves.join(Box::pin(async move {
            let keys: Vec<K> = this.shelf(|shelf: &mut Shelf<K, <Loaders as Loader<K>>::Value>| {
                shelf.is_under_way = true;
                shelf.under_way = std::mem::take(&mut shelf.waiting);
                std::mem::take(&mut shelf.wanted).into_iter().collect()
            });
            let loaded = this.loaders.load(&keys).await;
            this.shelf(|shelf: &mut Shelf<K, <Loaders as Loader<K>>::Value>| {
                shelf.is_under_way = false;
                let result = loaded.map(|values| shelf.known.extend(values));
                for waiting in shelf.under_way.drain(..) {
                    // Nobody waits in a request that is given up.
                    drop(waiting.send(result.clone()));
                }
            });
        }));
    }

    fn shelf<K: Key, V: Send + 'static, R>(&self, work: impl FnOnce(&mut Shelf<K, V>) -> R) -> R {
        let mut shelves: MutexGuard<'_, _> = self.shelves.lock().unwrap_or_else(PoisonError::into_inner);
        let shelf = shelves.entry(TypeId::of::<K>()).or_insert_with(|| Box::new(Shelf::<K, V>::default()));
        match shelf.downcast_mut() {
            Some(shelf) => work(shelf),
            // A type of key has one type of value, so that this is never reached; a shelf of its own does no harm.
            None => work(&mut Shelf::default()),
        }
    }
}
