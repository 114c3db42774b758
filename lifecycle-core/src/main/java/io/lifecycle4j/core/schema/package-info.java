/**
 * Finds the columns of one schema in the rows of another, and reads and writes schemas.
 *
 * <p>Start at {@link io.lifecycle4j.core.schema.Places}. Rows of a dataset have more columns than
 * the input of a model, at other places; readers look the places up once. {@link
 * io.lifecycle4j.core.schema.SchemaDocument} renders a schema for people.
 */
@NullMarked
package io.lifecycle4j.core.schema;

import org.jspecify.annotations.NullMarked;
