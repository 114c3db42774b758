/**
 * A catalogue of bad inputs, each run against every public entry that takes its kind of value.
 *
 * <p>The inputs are in {@code bad-inputs.jsonl}; {@code BadInputsTest} runs them, {@code Promise}
 * says what must hold. Not null-marked: null is one of the inputs.
 */
package io.lifecycle4j.core.badinputs;
