/**
 * Preprocessing steps, which convert a row of data to the input of a network.
 *
 * <p>Start at {@link io.lifecycle4j.preprocessing.Steps}. Steps are fitted to training rows only;
 * the fitted steps are stored with the model and preprocess every request.
 */
@NullMarked
package io.lifecycle4j.preprocessing;

import org.jspecify.annotations.NullMarked;
