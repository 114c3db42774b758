/**
 * SHA-256 hashes, random identifiers, and 64-bit hashes and sequences from a seed.
 *
 * <p>Start at {@link io.lifecycle4j.core.hash.Hashing} for content hashes, {@link
 * io.lifecycle4j.core.hash.Ids} for random identifiers, and {@link
 * io.lifecycle4j.core.hash.SplitMix64} for 64-bit hashes and seeded numbers.
 */
@NullMarked
package io.lifecycle4j.core.hash;

import org.jspecify.annotations.NullMarked;
