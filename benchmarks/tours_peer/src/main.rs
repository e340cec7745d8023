//! The peer of the benchmark of tours: vrp-core 1.25 with its own default search on Solomon's instances, vehicles before
//! distance, as many threads as there are cores.
//!
//! `cargo run --release --manifest-path benchmarks/tours_peer/Cargo.toml -- ../shared/data/solomon_vrptw 30 R104 R112`

use std::sync::Arc;

use vrp_core::construction::features::{CapacityFeatureBuilder, create_minimize_tours_feature};
use vrp_core::models::common::TimeWindow;
use vrp_core::prelude::*;
use vrp_core::solver::VrpConfigBuilder;

fn main() -> GenericResult<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.len() < 3 {
        return Err("give the folder of the instances, seconds, and names of instances".into());
    }
    let folder = &arguments[0];
    let seconds: usize = arguments[1].parse().map_err(|error| format!("seconds: {error}"))?;
    for name in &arguments[2..] {
        let text =
            std::fs::read_to_string(format!("{folder}/{name}.txt")).map_err(|error| format!("{name}: {error}"))?;
        let rows: Vec<Vec<f64>> = text
            .lines()
            .map(|line| line.split_whitespace().map(str::parse).collect::<Result<Vec<f64>, _>>().unwrap_or_default())
            .filter(|row| row.len() == 7 || row.len() == 2)
            .collect();
        let capacity = rows[0][1] as i32;
        let fleet = rows[0][0] as usize;
        let sites: Vec<_> = rows[1..].to_vec();
        let matrix: Vec<f64> = sites
            .iter()
            .flat_map(|a| sites.iter().map(move |b| ((a[1] - b[1]).powi(2) + (a[2] - b[2]).powi(2)).sqrt()))
            .collect();
        let transport: Arc<dyn TransportCost> = Arc::new(SimpleTransportCost::new(matrix.clone(), matrix)?);
        let goal = GoalContextBuilder::with_features(&[
            MinimizeUnassignedBuilder::new("min-unassigned").build()?,
            create_minimize_tours_feature("min-tours")?,
            TransportFeatureBuilder::new("min-distance")
                .set_transport_cost(transport.clone())
                .build_minimize_distance()?,
            CapacityFeatureBuilder::<SingleDimLoad>::new("capacity").build()?,
        ])?
        .build()?;
        let jobs = sites
            .iter()
            .enumerate()
            .skip(1)
            .map(|(index, row)| {
                SingleBuilder::default()
                    .id(&index.to_string())
                    .demand(Demand::delivery(row[3] as i32))
                    .times(vec![TimeWindow::new(row[4], row[5])])?
                    .duration(row[6])?
                    .location(index)?
                    .build_as_job()
            })
            .collect::<Result<Vec<_>, _>>()?;
        let vehicles = (0..fleet)
            .map(|index| {
                VehicleBuilder::default()
                    .id(&index.to_string())
                    .add_detail(
                        VehicleDetailBuilder::default()
                            .set_start_location(0)
                            .set_start_time(0.)
                            .set_end_location(0)
                            .set_end_time(sites[0][5])
                            .build()?,
                    )
                    .capacity(SingleDimLoad::new(capacity))
                    .build()
            })
            .collect::<Result<Vec<_>, _>>()?;
        let silent: InfoLogger = Arc::new(|_: &str| {});
        let environment = Arc::new(Environment { logger: silent.clone(), ..Environment::default() });
        let problem = Arc::new(
            ProblemBuilder::default()
                .add_jobs(jobs.into_iter())
                .add_vehicles(vehicles.into_iter())
                .with_goal(goal)
                .with_transport_cost(transport)
                .with_logger(silent)
                .build()?,
        );
        let config = VrpConfigBuilder::new(problem.clone())
            .set_environment(environment)
            .set_telemetry_mode(vrp_core::rosomaxa::evolution::TelemetryMode::None)
            .prebuild()?
            .with_max_time(Some(seconds))
            .build()?;
        let solution = Solver::new(problem, config).solve()?;
        println!(
            "{name} unassigned {} vehicles {} cost {:.2}",
            solution.unassigned.len(),
            solution.routes.len(),
            solution.cost
        );
    }
    Ok(())
}
