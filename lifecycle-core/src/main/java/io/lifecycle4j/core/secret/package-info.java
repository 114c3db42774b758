/**
 * Removes secrets from texts before the library keeps them.
 *
 * <p>Start at {@link io.lifecycle4j.core.secret.FreeText}, through which all free text enters;
 * {@link io.lifecycle4j.core.secret.SecretFilter} recognizes secrets.
 */
@NullMarked
package io.lifecycle4j.core.secret;

import org.jspecify.annotations.NullMarked;
