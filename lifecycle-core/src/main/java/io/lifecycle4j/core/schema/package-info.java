/**
 * How the columns of one schema are found in the rows of another.
 *
 * <p>Start at {@link io.lifecycle4j.core.schema.Places}. Rows of a data set have more columns than
 * the input of a model, at other places; who reads rows looks the places up once.
 */
@NullMarked
package io.lifecycle4j.core.schema;

import org.jspecify.annotations.NullMarked;
