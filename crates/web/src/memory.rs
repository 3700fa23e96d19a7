//! What modules keep in memory beside the database: derived, and lost with the process.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// One value of each type, made when it is first asked for. Cheap to clone.
#[derive(Clone, Default)]
pub struct Memory(Arc<Mutex<HashMap<TypeId, Kept>>>);

type Kept = Arc<dyn Any + Send + Sync>;

impl Memory {
    pub fn of<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = all.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(T::default()));
        Arc::clone(kept).downcast().expect("filed under its own type")
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memory")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::Memory;

    #[test]
    fn every_type_has_one_value() {
        let memory = Memory::default();
        memory.of::<AtomicU64>().fetch_add(2, Ordering::Relaxed);
        memory.clone().of::<AtomicU64>().fetch_add(3, Ordering::Relaxed);
        assert_eq!(memory.of::<AtomicU64>().load(Ordering::Relaxed), 5);
        assert_eq!(memory.of::<std::sync::atomic::AtomicI64>().load(Ordering::Relaxed), 0);
    }
}
