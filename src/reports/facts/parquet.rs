//! Columns of whole numbers as Parquet files, through polars' own reader and writer. Public tools read them as well.

use std::io::{Cursor, Write};
use std::ops::Range;
use std::sync::Arc;

use polars_arrow::array::{Array, PrimitiveArray};
use polars_arrow::datatypes::{ArrowDataType, ArrowSchema, Field};
use polars_arrow::record_batch::RecordBatchT;
use polars_buffer::Buffer;
use polars_error::{PolarsError, PolarsResult};
use polars_parquet::read::{BasicDecompressor, PageReader, column_iter_to_arrays, infer_schema, read_metadata};
use polars_parquet::write::{
    CompressionOptions, Encoding, FileWriter, StatisticsOptions, Version, WriteOptions, ZstdLevel, row_group_iter,
    to_parquet_schema,
};

/// Rows that are written, and can be read, together.
const ROWS_TOGETHER: usize = 1 << 19;

/// A column of whole numbers as wide as they need.
#[derive(Debug)]
pub(super) enum Column {
    U8(Vec<u8>),
    U16(Vec<u16>),
    U32(Vec<u32>),
    I16(Vec<i16>),
}

impl Column {
    /// Numbers in the least width that holds all up to the highest.
    pub(super) fn narrow(highest: usize, numbers: impl Iterator<Item = u32>) -> Self {
        if u8::try_from(highest).is_ok() {
            Self::U8(numbers.map(|number| u8::try_from(number).unwrap_or(u8::MAX)).collect())
        } else if u16::try_from(highest).is_ok() {
            Self::U16(numbers.map(|number| u16::try_from(number).unwrap_or(u16::MAX)).collect())
        } else {
            Self::U32(numbers.collect())
        }
    }

    const fn kind(&self) -> ArrowDataType {
        match self {
            Self::U8(_) => ArrowDataType::UInt8,
            Self::U16(_) => ArrowDataType::UInt16,
            Self::U32(_) => ArrowDataType::UInt32,
            Self::I16(_) => ArrowDataType::Int16,
        }
    }

    fn array(self) -> Box<dyn Array> {
        match self {
            Self::U8(numbers) => Box::new(PrimitiveArray::from_vec(numbers)),
            Self::U16(numbers) => Box::new(PrimitiveArray::from_vec(numbers)),
            Self::U32(numbers) => Box::new(PrimitiveArray::from_vec(numbers)),
            Self::I16(numbers) => Box::new(PrimitiveArray::from_vec(numbers)),
        }
    }
}

/// A column by name, and what makes a stretch of it.
pub(super) type Named<'a> = (&'static str, Box<dyn Fn(Range<usize>) -> Column + 'a>);

/// Writes columns of so many rows.
pub(super) fn write<W: Write>(to: W, height: usize, columns: &[Named<'_>]) -> PolarsResult<W> {
    let options = WriteOptions {
        statistics: StatisticsOptions::default(),
        version: Version::V1,
        compression: CompressionOptions::Zstd(Some(ZstdLevel::try_new(1)?)),
        data_page_size: None,
    };
    let field = |(name, make): &Named<'_>| {
        let field = Field::new((*name).into(), make(0..0).kind(), false);
        (field.name.clone(), field)
    };
    let schema: ArrowSchema = columns.iter().map(field).collect();
    let of_parquet = to_parquet_schema(&schema)?;
    let shared = Arc::new(schema.clone());
    let mut writer = FileWriter::new_with_parquet_schema(to, schema, of_parquet.clone(), options);
    let encodings: Buffer<Vec<Encoding>> = vec![vec![Encoding::RleDictionary]; columns.len()].into();
    for start in (0..height).step_by(ROWS_TOGETHER) {
        let rows = start..height.min(start + ROWS_TOGETHER);
        let arrays: Vec<Box<dyn Array>> = columns.iter().map(|(_, make)| make(rows.clone()).array()).collect();
        let batch = RecordBatchT::try_new(rows.len(), Arc::clone(&shared), arrays)?;
        let group = row_group_iter(batch, encodings.clone(), of_parquet.fields().to_vec(), options);
        writer.write(rows.len() as u64, group)?;
    }
    writer.end(None)?;
    Ok(writer.into_inner())
}

/// Reads some columns, all as 32-bit numbers; negative ones by their bits.
pub(super) fn read(bytes: Vec<u8>, names: &[&str]) -> PolarsResult<Vec<Vec<u32>>> {
    let buffer = Buffer::from_vec(bytes);
    let metadata = read_metadata(&mut Cursor::new(&buffer[..]))?;
    let schema = infer_schema(&metadata)?;
    let lacking = |what: &str| PolarsError::ComputeError(format!("column {what} of the facts cannot be read").into());
    let mut columns = Vec::with_capacity(names.len());
    for name in names {
        let field = schema.get(name).ok_or_else(|| lacking(name))?;
        let mut column: Vec<u32> = Vec::with_capacity(metadata.num_rows);
        for group in &metadata.row_groups {
            let chunk = group.columns_under_root_iter(name).and_then(|mut chunks| chunks.next());
            let chunk = chunk.ok_or_else(|| lacking(name))?;
            let range = chunk.byte_range();
            let (Ok(from), Ok(to)) = (usize::try_from(range.start), usize::try_from(range.end)) else {
                return Err(lacking(name));
            };
            if to > buffer.len() || from > to {
                return Err(lacking(name));
            }
            let pages = PageReader::new(Cursor::new(buffer.clone().sliced(from..to)), chunk, Vec::new(), usize::MAX);
            let pages = vec![BasicDecompressor::new(pages, Vec::new())];
            let kinds = vec![&chunk.descriptor().descriptor.primitive_type];
            let (arrays, _) = column_iter_to_arrays(pages, kinds, field.clone(), None)?;
            for array in arrays {
                append(&mut column, array.as_ref()).ok_or_else(|| lacking(name))?;
            }
        }
        if column.len() != metadata.num_rows {
            return Err(lacking(name));
        }
        columns.push(column);
    }
    Ok(columns)
}

fn append(column: &mut Vec<u32>, array: &dyn Array) -> Option<()> {
    let array = array.as_any();
    if let Some(numbers) = array.downcast_ref::<PrimitiveArray<u32>>() {
        column.extend_from_slice(numbers.values());
    } else if let Some(numbers) = array.downcast_ref::<PrimitiveArray<u16>>() {
        column.extend(numbers.values_iter().map(|number| u32::from(*number)));
    } else if let Some(numbers) = array.downcast_ref::<PrimitiveArray<u8>>() {
        column.extend(numbers.values_iter().map(|number| u32::from(*number)));
    } else {
        let numbers = array.downcast_ref::<PrimitiveArray<i16>>()?;
        column.extend(numbers.values_iter().map(|number| u32::from(number.cast_unsigned())));
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_read_back_as_they_were_written() {
        let height = ROWS_TOGETHER + 3;
        let number = |at: usize| u32::try_from(at % 70_001).expect("small");
        let columns: Vec<Named<'_>> = vec![
            ("wide", Box::new(|rows| Column::narrow(70_000, rows.map(number)))),
            ("middle", Box::new(|rows| Column::narrow(300, rows.map(|at| number(at) % 300)))),
            ("least", Box::new(|rows| Column::narrow(1, rows.map(|at| number(at) % 2)))),
            ("below", Box::new(|rows| Column::I16(rows.map(|at| -i16::try_from(at % 9).expect("small")).collect()))),
        ];
        let written = write(Vec::new(), height, &columns).expect("written");
        let read_back = read(written, &["least", "wide", "below", "middle"]).expect("read");
        for at in [0, 1, 299, 70_000, ROWS_TOGETHER - 1, ROWS_TOGETHER, height - 1] {
            assert_eq!(read_back[0][at], number(at) % 2);
            assert_eq!(read_back[1][at], number(at));
            assert_eq!(read_back[2][at], u32::from((-i16::try_from(at % 9).expect("small")).cast_unsigned()));
            assert_eq!(read_back[3][at], number(at) % 300);
        }
        let empty = write(Vec::new(), 0, &columns).expect("written");
        assert_eq!(read(empty, &["wide"]).expect("read"), [Vec::<u32>::new()]);
    }

    #[test]
    fn what_lacks_a_column_is_refused() {
        let columns: Vec<Named<'_>> = vec![("one", Box::new(|rows| Column::narrow(1, rows.map(|_| 1))))];
        let written = write(Vec::new(), 5, &columns).expect("written");
        assert!(read(written, &["other"]).is_err());
    }
}
