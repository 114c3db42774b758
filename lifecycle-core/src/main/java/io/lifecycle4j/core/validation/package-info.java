/**
 * Checks rows against rules: a dataset in one pass and bounded memory, or a request without
 * allocation.
 *
 * <p>Start at {@link io.lifecycle4j.core.validation.Validator}, which is compiled once from a
 * schema and rules.
 */
@NullMarked
package io.lifecycle4j.core.validation;

import org.jspecify.annotations.NullMarked;
