//! Short work of one kind that many ask for at the same time is done together: while one group is being stored,
//! everybody else gathers for the next one. Nobody's work depends on that of others being done: whoever gives the work
//! says what comes of each.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tokio::sync::{mpsc, oneshot};

/// The most that are done together. More would make the first one wait for the last one's share.
const MOST: usize = 32;

/// The gatherings of one open database, one for each kind of work.
#[derive(Clone, Default)]
pub struct Together {
    kinds: Arc<Mutex<HashMap<TypeId, Box<dyn Any + Send>>>>,
    /// What one group left for the next.
    left: Arc<Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>>,
    desk: Option<Desk>,
}

/// Something to do.
type Work = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A thread of its own for what everybody waits for. Among the tasks of a busy server each of its many small steps would
/// queue again behind requests that are only read or answered; this thread begins with the first work and ends with the
/// last gathering.
#[derive(Clone, Default)]
struct Desk(Arc<OnceLock<Option<mpsc::UnboundedSender<Work>>>>);

impl Desk {
    fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let given = match self.0.get_or_init(Self::begin) {
            Some(desk) => desk.send(Box::pin(work)).map_err(|refused| refused.0),
            None => Err(Box::pin(work) as Work),
        };
        // Where the machine has no thread left it is done like everything else.
        if let Err(work) = given {
            tokio::spawn(work);
        }
    }

    fn begin() -> Option<mpsc::UnboundedSender<Work>> {
        let (desk, mut given) = mpsc::unbounded_channel::<Work>();
        // The engine is inside this process: nothing here waits for a network, and waking up is cheaper without one.
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().ok()?;
        let work = async move {
            while let Some(work) = given.recv().await {
                tokio::spawn(work);
            }
        };
        std::thread::Builder::new().name("together".to_owned()).spawn(move || runtime.block_on(work)).ok()?;
        Some(desk)
    }
}

impl fmt::Debug for Together {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Together")
    }
}

/// Those who wait for work of one kind.
struct Waiting<J, R> {
    asked: Vec<(J, oneshot::Sender<R>)>,
    /// Somebody is at work, and will look again.
    at_work: bool,
}

impl Together {
    /// Gatherings whose writing is done on a thread of its own: for an engine inside this process, whose connections belong
    /// to no runtime.
    pub(super) fn apart() -> Self {
        Self { desk: Some(Desk::default()), ..Self::default() }
    }

    /// Has work done, with all others of its kind that wait: `work` answers one result for each, in their order. It goes
    /// on also when whoever asked goes away meanwhile. `None` when the work broke off.
    ///
    /// All who ask with the same types bring the same work: that of the first of them is done.
    pub async fn ask<J, R, W, F>(&self, job: J, work: W) -> Option<R>
    where
        J: Send + 'static,
        R: Send + 'static,
        W: Fn(Vec<J>) -> F + Send + 'static,
        F: Future<Output = Vec<R>> + Send + 'static,
    {
        let (first, told) = self.wait(job);
        if first {
            let together = self.clone();
            tokio::spawn(async move { together.serve(work).await });
        }
        told.await.ok()
    }

    /// As [`Together::ask`], for work that writes.
    pub async fn ask_to_write<J, R, W, F>(&self, job: J, work: W) -> Option<R>
    where
        J: Send + 'static,
        R: Send + 'static,
        W: Fn(Vec<J>) -> F + Send + 'static,
        F: Future<Output = Vec<R>> + Send + 'static,
    {
        let (first, told) = self.wait(job);
        if first {
            let together = self.clone();
            let serve = async move { together.serve(work).await };
            match &self.desk {
                Some(desk) => desk.spawn(serve),
                None => drop(tokio::spawn(serve)),
            }
        }
        told.await.ok()
    }

    /// Leaves something for those who come after, in place of what was left before. It is gone with the open database.
    pub fn leave<T: Send + Sync + 'static>(&self, what: Arc<T>) {
        self.left.lock().unwrap_or_else(PoisonError::into_inner).insert(TypeId::of::<T>(), what);
    }

    /// Forgets what was left, as far as nothing else was left meanwhile.
    pub fn forget<T: Send + Sync + 'static>(&self, what: &Arc<T>) {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it = |left: &Arc<dyn Any + Send + Sync>| std::ptr::addr_eq(Arc::as_ptr(left), Arc::as_ptr(what));
        if left.get(&TypeId::of::<T>()).is_some_and(is_it) {
            left.remove(&TypeId::of::<T>());
        }
    }

    /// What was left last.
    #[must_use]
    pub fn left<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        let left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        left.get(&TypeId::of::<T>()).cloned()?.downcast().ok()
    }

    /// Joins those who wait: whether nobody is at work for them, and what will be told.
    fn wait<J: Send + 'static, R: Send + 'static>(&self, job: J) -> (bool, oneshot::Receiver<R>) {
        let (tell, told) = oneshot::channel();
        let first = self.with(|waiting| {
            waiting.asked.push((job, tell));
            !std::mem::replace(&mut waiting.at_work, true)
        });
        (first, told)
    }

    /// Works until nobody waits any more.
    async fn serve<J, R, W, F>(&self, work: W)
    where
        J: Send + 'static,
        R: Send + 'static,
        W: Fn(Vec<J>) -> F + Send + 'static,
        F: Future<Output = Vec<R>> + Send + 'static,
    {
        loop {
            let group = self.with::<J, R, _>(|waiting| {
                let many = waiting.asked.len().min(MOST);
                waiting.at_work = many > 0;
                waiting.asked.drain(..many).collect::<Vec<_>>()
            });
            if group.is_empty() {
                return;
            }
            let (jobs, tell): (Vec<J>, Vec<oneshot::Sender<R>>) = group.into_iter().unzip();
            // A task of its own: when the work breaks off, these are told so and the next ones are served.
            let results = tokio::spawn(work(jobs)).await.unwrap_or_default();
            for (tell, result) in tell.into_iter().zip(results) {
                // Whoever went away does not want to know.
                drop(tell.send(result));
            }
        }
    }

    fn with<J: Send + 'static, R: Send + 'static, T>(&self, see: impl FnOnce(&mut Waiting<J, R>) -> T) -> T {
        let mut kinds = self.kinds.lock().unwrap_or_else(PoisonError::into_inner);
        let kind = kinds
            .entry(TypeId::of::<Waiting<J, R>>())
            .or_insert_with(|| Box::new(Waiting::<J, R> { asked: Vec::new(), at_work: false }));
        see(kind.downcast_mut().expect("what is kept under a type is of that type"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn double(numbers: Vec<u64>) -> Vec<(u64, usize)> {
        assert!(!numbers.contains(&13), "unlucky");
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        let many = numbers.len();
        numbers.into_iter().map(|number| (number * 2, many)).collect()
    }

    #[tokio::test]
    async fn everybody_gets_the_answer_to_what_they_asked_and_groups_form() {
        let together = Together::default();
        let asked = (100..200).map(|number| {
            let together = together.clone();
            tokio::spawn(async move { (number, together.ask(number, double).await) })
        });
        let mut largest = 0;
        for answer in asked.collect::<Vec<_>>() {
            let (number, (doubled, many)) = answer.await.map(|(n, a)| (n, a.expect("an answer"))).expect("a task");
            assert_eq!(doubled, number * 2);
            largest = largest.max(many);
        }
        assert!((2..=MOST).contains(&largest), "{largest}");
    }

    #[tokio::test]
    async fn what_is_left_is_there_for_all_clones_until_something_else_is_left() {
        let together = Together::default();
        assert_eq!(together.left::<u64>(), None);
        together.clone().leave(Arc::new(1_u64));
        together.leave(Arc::new("a text".to_owned()));
        assert_eq!(together.left::<u64>().as_deref(), Some(&1));
        together.leave(Arc::new(2_u64));
        assert_eq!(together.clone().left::<u64>().as_deref(), Some(&2));
        assert_eq!(Together::default().left::<u64>(), None);
        let (old, new) = (Arc::new(3_u64), Arc::new(3_u64));
        together.leave(Arc::clone(&new));
        together.forget(&old);
        assert_eq!(together.left::<u64>().as_deref(), Some(&3), "something else was left meanwhile");
        together.forget(&new);
        assert_eq!(together.left::<u64>(), None);
        assert!(together.left::<String>().is_some());
    }

    #[tokio::test]
    async fn work_that_breaks_off_does_not_stop_the_next() {
        let together = Together::default();
        assert_eq!(together.ask(13, double).await, None);
        assert_eq!(together.ask(21, double).await, Some((42, 1)));
    }

    #[tokio::test]
    async fn writing_is_done_apart_and_the_thread_ends_with_the_last_gathering() {
        async fn where_am_i(asked: Vec<()>) -> Vec<Option<String>> {
            let name = std::thread::current().name().map(str::to_owned);
            asked.into_iter().map(|()| name.clone()).collect()
        }
        let together = Together::apart();
        assert_eq!(together.ask_to_write((), where_am_i).await.flatten().as_deref(), Some("together"));
        assert_eq!(together.ask_to_write(13, double).await, None);
        assert_eq!(together.ask_to_write(21, double).await, Some((42, 1)));
        let desk = together.desk.as_ref().and_then(|desk| desk.0.get()).cloned().flatten().expect("a thread");
        let weak = desk.downgrade();
        drop((together, desk));
        // Whoever was at work last may look around once more.
        for _ in 0..1_000 {
            if weak.upgrade().is_none() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        assert!(weak.upgrade().is_none(), "nobody can give it work");
        let here = Together::default();
        assert_ne!(here.ask_to_write((), where_am_i).await.flatten().as_deref(), Some("together"));
    }

    #[tokio::test]
    async fn work_goes_on_when_who_asked_goes_away() {
        let together = Together::default();
        let asked = tokio::time::timeout(std::time::Duration::from_millis(1), together.ask(1, double)).await;
        assert!(asked.is_err());
        assert_eq!(together.ask(2, double).await, Some((4, 1)));
    }
}
