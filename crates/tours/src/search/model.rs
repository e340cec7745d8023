//! The routing problem as the search sees it: places, vehicles, jobs and what a job costs on a vehicle. One technician on
//! one day is one vehicle. Breaks, days, skills, regions, due dates and promises are no part of it: they are folded into
//! the windows a job has on a vehicle, so that the search cannot break them.
//!
//! Times are minutes on the clock of the vehicle, which stands still during its breaks.

/// All that the search knows.
#[derive(Debug, Default)]
pub(crate) struct Model {
    /// Travel minutes between places, row by row.
    pub(crate) minutes: Vec<f64>,
    /// How many places there are: the length of a row.
    pub(crate) places: usize,
    /// Who can do the work.
    pub(crate) vehicles: Vec<Vehicle>,
    /// The work.
    pub(crate) jobs: Vec<Job>,
    /// What each job is on each class of vehicles: `class * jobs + job`.
    pub(crate) fits: Vec<Fit>,
    /// Spans in which work may begin: (earliest, latest). Each option names a run of them in order of time.
    pub(crate) spans: Vec<(f64, f64)>,
    /// What each further tour to the same group of jobs costs, in minutes of travel.
    pub(crate) apart: f64,
    /// Whether fewer vehicles come before less travel.
    pub(crate) fewest: bool,
}

/// A technician's day, or a truck.
#[derive(Debug, Clone)]
pub(crate) struct Vehicle {
    /// Where it starts.
    pub(crate) start: usize,
    /// Where it must be at the end.
    pub(crate) end: usize,
    /// When it may leave.
    pub(crate) open: f64,
    /// When it must be back.
    pub(crate) close: f64,
    /// How long it may travel, in minutes.
    pub(crate) drive: f64,
    /// How much it can carry; infinite for technicians.
    pub(crate) capacity: f64,
    /// Vehicles of one class are alike: empty ones of them are tried once.
    pub(crate) class: usize,
    /// Whether it is in use whatever is planned, as a day that has begun is: emptying it saves nothing.
    pub(crate) in_use: bool,
}

/// A visit, or a customer of the benchmark.
#[derive(Debug, Clone)]
pub(crate) struct Job {
    /// Where.
    pub(crate) place: usize,
    /// How long.
    pub(crate) duration: f64,
    /// How much of the capacity.
    pub(crate) demand: f64,
    /// What leaving it out costs; compared before anything else.
    pub(crate) weight: f64,
    /// Jobs that should be done on one tour.
    pub(crate) group: Option<u32>,
}

/// A job on a class of vehicles.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Fit {
    /// Where its spans begin in [`Model::spans`].
    pub(crate) first: u32,
    /// How many there are; none: this class cannot do it.
    pub(crate) count: u32,
    /// What it costs here beside travel, in minutes: late days, another technician than before.
    pub(crate) extra: f64,
}

impl Model {
    #[inline]
    pub(super) fn between(&self, from: usize, to: usize) -> f64 {
        self.minutes[from * self.places + to]
    }

    #[inline]
    pub(super) fn fit(&self, class: usize, job: usize) -> Fit {
        self.fits[class * self.jobs.len() + job]
    }

    #[inline]
    pub(super) fn spans(&self, option: Fit) -> &[(f64, f64)] {
        &self.spans[option.first as usize..(option.first + option.count) as usize]
    }
}
