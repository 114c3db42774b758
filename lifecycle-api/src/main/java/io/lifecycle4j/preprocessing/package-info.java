/**
 * Steps between a row of data and the numbers a network takes.
 *
 * <p>Start at {@link io.lifecycle4j.preprocessing.Steps}. Steps are fitted on training rows only;
 * what was fitted travels with the model and prepares every request.
 */
@NullMarked
package io.lifecycle4j.preprocessing;

import org.jspecify.annotations.NullMarked;
