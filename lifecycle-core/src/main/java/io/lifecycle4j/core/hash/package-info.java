/**
 * Names that no two things share: hashes of what they are, and identifiers by chance.
 *
 * <p>Start at {@link io.lifecycle4j.core.hash.Hashing} for what is named by its bytes, {@link
 * io.lifecycle4j.core.hash.Ids} for chance, and {@link io.lifecycle4j.core.hash.SplitMix64} for 64
 * bits and numbers from a seed.
 */
@NullMarked
package io.lifecycle4j.core.hash;

import org.jspecify.annotations.NullMarked;
