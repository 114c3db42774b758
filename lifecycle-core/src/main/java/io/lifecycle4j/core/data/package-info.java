/**
 * Datasets as blobs and one journal: versions, manifests, snapshots, differences and check-outs.
 *
 * <p>Start at {@link io.lifecycle4j.core.data.DatasetStores}; {@link
 * io.lifecycle4j.core.data.SplitRows} returns the rows of one role, sealed ones included. Other
 * packages use this package alone, not those below it.
 */
@NullMarked
package io.lifecycle4j.core.data;

import org.jspecify.annotations.NullMarked;
