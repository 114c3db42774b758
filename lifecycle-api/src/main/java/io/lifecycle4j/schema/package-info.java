/**
 * Columns, types, rows and tasks: what data look like and what is asked.
 *
 * <p>Start at {@link io.lifecycle4j.schema.Schema} for data sets, and at {@link
 * io.lifecycle4j.schema.Columns} for the type of one input. Between a data file and a model a row
 * has one form, {@link io.lifecycle4j.schema.Row}.
 */
@NullMarked
package io.lifecycle4j.schema;

import org.jspecify.annotations.NullMarked;
