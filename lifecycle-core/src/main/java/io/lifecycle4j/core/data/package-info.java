/**
 * Data sets as blobs and one journal: versions, manifests, snapshots, differences and check-outs.
 *
 * <p>Start at {@link io.lifecycle4j.core.data.DatasetStores}; {@link
 * io.lifecycle4j.core.data.SplitRows} gives the rows of one role, the sealed ones included. Other
 * rooms see this package alone, not those below it.
 */
@NullMarked
package io.lifecycle4j.core.data;

import org.jspecify.annotations.NullMarked;
