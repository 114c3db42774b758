/**
 * Checks rows against rules, in one pass and bounded memory, or one request without allocation.
 *
 * <p>Start at {@link io.lifecycle4j.core.validation.Validator}, which is compiled once from a
 * schema and rules.
 */
@NullMarked
package io.lifecycle4j.core.validation;

import org.jspecify.annotations.NullMarked;
