//! What has to be believed: from the texts and the object to the statement, and the kernel that checks its proof.
#![forbid(unsafe_code)]

pub mod certificate;
pub mod claim;
pub mod kernel;
pub mod lang;
pub mod lift;
pub mod machine;
pub mod symbolic;
pub mod term;
