//! How good the ranking is: judged topics, as TREC has them, and sentences that must be found again. And how well copies are found.
//!
//! Nothing here searches: runs come as text, and [`known_items`] is given the search. What is measured is always a *run*
//! as it is written to a file, so `trec_eval` sees exactly what was measured here.
//!
//! | module | what it knows |
//! |---|---|
//! | [`topics`](Topic) | what is asked: lines of id and query, or TREC topic files |
//! | [`qrels`](Qrels) | which articles were judged, and how relevant they are |
//! | [`run`](Run) | which articles were answered, ranked as `trec_eval` ranks them |
//! | `rows` | the layout that files of judgements and runs share |
//! | [`measures`] | how good one ranking is, by judgements |
//! | [`evaluation`](Evaluation) | how good a run is: its rankings, measured and averaged |
//! | [`compare()`] | whether one run is better than another by more than chance |
//! | [`known_items`] | how soon a sentence of the archive is found by some of its words |
//! | [`copies`](CopyTruth) | whether copies of one story are found as such |
//! | [`report`](Report) | all of it as text or JSON |
//! | [`error`](Error) | what can be wrong with the files |

mod compare;
mod copies;
mod error;
mod evaluation;
mod known_item;
pub mod measures;
mod qrels;
mod report;
mod rows;
mod run;
mod topics;

pub use compare::{Comparison, compare};
pub use copies::{CopyEvaluation, CopyTruth, evaluate_copies};
pub use error::{EntryKind, Error};
pub use evaluation::{Evaluation, Measured, evaluate};
pub use known_item::{KnownItems, Scheme, SchemeRanks, known_items};
pub use measures::{Gain, Judged, Measure, UnknownMeasure};
pub use qrels::{Judgements, Qrels};
pub use report::{Report, SCHEMA_VERSION};
pub use run::Run;
pub use topics::{Topic, TopicField, read_topics};
