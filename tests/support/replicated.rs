//! A primary and a streaming replica, out of the installed programs. They end, and their files go, with this.

use super::database::{binaries, run_as_postgres};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout};

pub struct Replicated {
    primary: u16,
    replica: u16,
    shell: Child,
    commands: Option<ChildStdin>,
    told: BufReader<ChildStdout>,
}

impl Replicated {
    /// Starts both; none where PostgreSQL's programs are not installed.
    pub fn start() -> Option<Self> {
        let bin = binaries()?;
        let port =
            || std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port();
        let (primary, replica) = (port(), port());
        let script = format!(
            r#"set -e
            dir=$(TMPDIR=/tmp mktemp -d)
            trap 'kill $one $two 2>/dev/null; wait 2>/dev/null; rm -rf "$dir"' EXIT
            cd "$dir"
            start() {{ "{bin}/postgres" -D "$dir/$1" -p $2 -k "$dir" -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200 \
                -c wal_level=replica -c hot_standby=on -c shared_buffers=32MB >"$dir/$1.log" 2>&1 & }}
            wait_for() {{ until "{bin}/pg_isready" -q -h 127.0.0.1 -p $1; do sleep 0.1; kill -0 $2; done; }}
            sql() {{ "{bin}/psql" -qtA -h 127.0.0.1 -p $1 -U communique postgres -c "$2" >/dev/null; }}
            "{bin}/initdb" -D "$dir/one" -U communique -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$dir/initdb.log"
            start one {primary}; one=$!
            wait_for {primary} $one
            "{bin}/pg_basebackup" -h 127.0.0.1 -p {primary} -U communique -D "$dir/two" -R -X stream --no-sync
            start two {replica}; two=$!
            wait_for {replica} $two
            sql {primary} 'CREATE DATABASE archive'
            echo ready
            while read command; do
                case $command in
                    pause) sql {replica} 'SELECT pg_wal_replay_pause()';;
                    resume) sql {replica} 'SELECT pg_wal_replay_resume()';;
                    stop) kill -9 $two; wait $two || true;;
                    stop_primary) kill -INT $one; wait $one || true;;
                    start_primary) start one {primary}; one=$!; wait_for {primary} $one;;
                esac
                echo done
            done"#,
            bin = bin.display()
        );
        let mut shell = run_as_postgres(&script);
        let (commands, output) = (shell.stdin.take(), shell.stdout.take().expect("a pipe"));
        let mut this = Self { primary, replica, shell, commands, told: BufReader::new(output) };
        assert_eq!(this.hear(), "ready", "PostgreSQL did not start");
        Some(this)
    }

    pub fn primary(&self) -> String {
        format!("postgres://communique@127.0.0.1:{}/archive", self.primary)
    }

    pub fn replica(&self) -> String {
        format!("postgres://communique@127.0.0.1:{}/archive", self.replica)
    }

    /// Lets the replica take in nothing more.
    pub fn pause_replay(&mut self) {
        self.tell("pause");
    }

    pub fn resume_replay(&mut self) {
        self.tell("resume");
    }

    /// Ends the replica as if its machine were gone.
    pub fn stop_replica(&mut self) {
        self.tell("stop");
    }

    /// Ends the primary as its machine's owner does, cutting off who uses it.
    pub fn stop_primary(&mut self) {
        self.tell("stop_primary");
    }

    /// Starts it again, with what it had.
    pub fn start_primary(&mut self) {
        self.tell("start_primary");
    }

    fn tell(&mut self, command: &str) {
        let commands = self.commands.as_mut().expect("a shell");
        writeln!(commands, "{command}").expect("a shell that listens");
        assert_eq!(self.hear(), "done");
    }

    fn hear(&mut self) -> String {
        let mut line = String::new();
        self.told.read_line(&mut line).expect("a line");
        line.trim().to_owned()
    }
}

impl Drop for Replicated {
    fn drop(&mut self) {
        // The shell ends what it started when it hears nothing more.
        self.commands.take();
        let _ = self.shell.wait();
    }
}
