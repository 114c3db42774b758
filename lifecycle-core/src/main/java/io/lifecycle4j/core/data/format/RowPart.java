package io.lifecycle4j.core.data.format;

import io.lifecycle4j.schema.Row;
import java.util.function.LongFunction;

/**
 * Rows of one or several files, found by number. Thread-safe.
 *
 * @param rows the number of rows
 * @param row returns a row by its number in this part, from 0; later reads do not change it
 */
record RowPart(long rows, LongFunction<Row> row) {}
