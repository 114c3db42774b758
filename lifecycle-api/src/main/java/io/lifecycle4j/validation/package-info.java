/**
 * Rules that data must meet, and reports on them.
 *
 * <p>Start at {@link io.lifecycle4j.validation.Rules}. A rule is a value: it reads as a sentence,
 * has a stable id, and is stored in the {@link io.lifecycle4j.validation.ValidationReport} of each
 * version that was checked against it.
 */
@NullMarked
package io.lifecycle4j.validation;

import org.jspecify.annotations.NullMarked;
