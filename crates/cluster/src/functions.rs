//! The functions the statements need beyond SQL's: the very code the fold uses, so that both say the same to the bit.
//! Whoever plans or runs the statements must know them: session, scheduler and executors.

use arrow::array::{Array, ArrayRef, AsArray, Int64Array, UInt64Array};
use arrow::datatypes::{DataType, Float64Type, Int64Type, UInt64Type};
use datafusion::common::{Result, ScalarValue, exec_err};
use datafusion::logical_expr::{
    Accumulator, AggregateUDF, ColumnarValue, ScalarUDF, Volatility, create_udaf, create_udf,
};
use datafusion::prelude::SessionContext;
use std::sync::Arc;
use telemetry::sketch::Sketch;
use telemetry::windows::{HIGH_LOAD, millionths};

const ROTTEN: &str = "a sketch of the rollups cannot be read; `instand telemetry verify` says which day's";

/// Functions of one value.
pub(crate) fn scalars() -> Vec<Arc<ScalarUDF>> {
    let whole = |arguments: &[ColumnarValue]| {
        let values = ColumnarValue::values_to_arrays(arguments)?;
        let Some(values) = values.first() else { return exec_err!("millionths() needs a value") };
        let whole: Int64Array = values.as_primitive::<Float64Type>().unary::<_, Int64Type>(millionths);
        Ok(ColumnarValue::Array(Arc::new(whole)))
    };
    let high = |arguments: &[ColumnarValue]| {
        let sketches = ColumnarValue::values_to_arrays(arguments)?;
        let Some(sketches) = sketches.first() else { return exec_err!("high_load() needs a sketch") };
        let sketches = sketches.as_binary::<i32>();
        let mut found = Int64Array::builder(sketches.len());
        for sketch in sketches {
            match sketch.map(|bytes| Sketch::above(bytes, HIGH_LOAD)) {
                None => found.append_null(),
                Some(Some(above)) => found.append_value(millionths(above)),
                Some(None) => return exec_err!("{ROTTEN}"),
            }
        }
        Ok(ColumnarValue::Array(Arc::new(found.finish())))
    };
    let head = |arguments: &[ColumnarValue]| {
        let [ColumnarValue::Array(devices), ColumnarValue::Scalar(ScalarValue::Binary(Some(heads)))] = arguments else {
            return exec_err!("head_of() needs devices and a list of heads");
        };
        let heads = heads_of(heads)?;
        let of = |device: &u64| heads.binary_search_by_key(device, |(known, _)| *known).ok().map(|at| heads[at].1);
        let found: UInt64Array = devices.as_primitive::<UInt64Type>().values().iter().map(of).collect();
        Ok(ColumnarValue::Array(Arc::new(found)))
    };
    let (double, bytes, device) = (DataType::Float64, DataType::Binary, DataType::UInt64);
    let (double, with_heads, bytes) = (vec![double], vec![device.clone(), bytes.clone()], vec![bytes]);
    vec![
        Arc::new(create_udf("head_of", with_heads, device, Volatility::Immutable, Arc::new(head))),
        Arc::new(create_udf("millionths", double, DataType::Int64, Volatility::Immutable, Arc::new(whole))),
        Arc::new(create_udf("high_load", bytes, DataType::Int64, Volatility::Immutable, Arc::new(high))),
    ]
}

/// Devices, sorted, each with the device its machine goes by, as `head_of` takes them: sixteen bytes a device.
pub(crate) fn heads(of: &[(u64, u64)]) -> Vec<u8> {
    of.iter().flat_map(|(device, head)| [device.to_be_bytes(), head.to_be_bytes()]).flatten().collect()
}

/// What [`heads`] made bytes of.
fn heads_of(bytes: &[u8]) -> Result<Vec<(u64, u64)>> {
    let (pairs, rest) = bytes.as_chunks::<16>();
    if !rest.is_empty() {
        return exec_err!("head_of(): the list of heads is cut off");
    }
    let number = |of: &[u8]| of.iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
    Ok(pairs.iter().map(|pair| (number(&pair[..8]), number(&pair[8..]))).collect())
}

/// Functions of many values.
pub(crate) fn aggregates() -> Vec<Arc<AggregateUDF>> {
    let of = DataType::Binary;
    let merge = create_udaf(
        "merge_sketches",
        vec![of.clone()],
        Arc::new(of.clone()),
        Volatility::Immutable,
        Arc::new(|_| Ok(Box::<Merged>::default())),
        Arc::new(vec![of]),
    );
    vec![Arc::new(merge)]
}

/// Makes them known to a session.
pub(crate) fn register(session: &SessionContext) {
    scalars().into_iter().for_each(|of| session.register_udf(Arc::unwrap_or_clone(of)));
    aggregates().into_iter().for_each(|of| session.register_udaf(Arc::unwrap_or_clone(of)));
}

/// Sketches of days on their way to one.
#[derive(Debug, Default)]
struct Merged(Option<Sketch>);

impl Accumulator for Merged {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let Some(sketches) = values.first() else { return Ok(()) };
        for bytes in sketches.as_binary::<i32>().iter().flatten() {
            let Some(sketch) = Sketch::from_bytes(bytes) else { return exec_err!("{ROTTEN}") };
            match &mut self.0 {
                Some(merged) => merged.merge(&sketch),
                slot @ None => *slot = Some(sketch),
            }
        }
        Ok(())
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        Ok(ScalarValue::Binary(self.0.as_ref().map(Sketch::to_bytes)))
    }

    fn size(&self) -> usize {
        // A bucket is a key and a count; what the tree around them takes is guessed.
        size_of_val(self) + self.0.as_ref().map_or(0, |of| of.to_bytes().len() * 8)
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        Ok(vec![self.evaluate()?])
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        self.update_batch(states)
    }
}
