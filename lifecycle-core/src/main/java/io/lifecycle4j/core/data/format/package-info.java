/**
 * Reads files as rows: CSV, JSON lines, IDX, images, and files as they are.
 *
 * <p>Start at {@link io.lifecycle4j.core.data.format.StoredRows}; each format implements {@code
 * RowFormat}.
 */
@NullMarked
package io.lifecycle4j.core.data.format;

import org.jspecify.annotations.NullMarked;
