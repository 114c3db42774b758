/**
 * Columns, types, rows and tasks.
 *
 * <p>Start at {@link io.lifecycle4j.schema.Schema} for datasets, and at {@link
 * io.lifecycle4j.schema.Columns} for the type of one input. Everywhere between a data file and a
 * model, a row is a {@link io.lifecycle4j.schema.Row}.
 */
@NullMarked
package io.lifecycle4j.schema;

import org.jspecify.annotations.NullMarked;
