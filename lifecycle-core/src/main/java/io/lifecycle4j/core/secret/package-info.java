/**
 * Takes secrets out of texts before the library keeps them.
 *
 * <p>Start at {@link io.lifecycle4j.core.secret.FreeText}, which every text goes through that
 * people or their programs say of what they do; {@link io.lifecycle4j.core.secret.SecretFilter}
 * knows what a secret is.
 */
@NullMarked
package io.lifecycle4j.core.secret;

import org.jspecify.annotations.NullMarked;
