package io.lifecycle4j.core.data.format;

import io.lifecycle4j.schema.Row;
import java.util.function.LongFunction;

/**
 * Rows of one file or of some, found by number. Thread-safe.
 *
 * @param rows how many rows there are
 * @param row reads a row that stays as it is, by its number in this part, from 0
 */
record RowPart(long rows, LongFunction<Row> row) {}
