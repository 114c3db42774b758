/**
 * How files are read as rows: CSV, JSON lines, IDX, images, and files as they are.
 *
 * <p>Start at {@link io.lifecycle4j.core.data.format.StoredRows}; {@code RowFormat} is what each
 * format implements.
 */
@NullMarked
package io.lifecycle4j.core.data.format;

import org.jspecify.annotations.NullMarked;
