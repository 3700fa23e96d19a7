
pub mod workflow;
