/**
 * How the columns of one schema are found in the rows of another, and how schemas are written.
 *
 * <p>Start at {@link io.lifecycle4j.core.schema.Places}. Rows of a data set have more columns than
 * the input of a model, at other places; who reads rows looks the places up once. {@link
 * io.lifecycle4j.core.schema.SchemaDocument} shows a schema to a person.
 */
@NullMarked
package io.lifecycle4j.core.schema;

import org.jspecify.annotations.NullMarked;
