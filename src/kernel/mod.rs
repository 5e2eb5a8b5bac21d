//! What answers of a search have to pass before they are believed.

pub mod lrat;
