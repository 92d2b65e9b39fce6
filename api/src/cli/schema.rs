//! `communique schema`: the schema as clients see it.

use super::output;

pub fn run() {
    output::line(crate::schema::sdl().trim_end());
}
