/**
 * Names that no two things share: hashes of what they are, and identifiers by chance.
 *
 * <p>Start at {@link io.lifecycle4j.core.hash.Hashing} and {@link io.lifecycle4j.core.hash.Ids}.
 */
@NullMarked
package io.lifecycle4j.core.hash;

import org.jspecify.annotations.NullMarked;
