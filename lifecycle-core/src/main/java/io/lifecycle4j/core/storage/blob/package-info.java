/**
 * Blobs: each in its own file, many in a pack, those quarantined, and in memory.
 *
 * <p>Start at {@link io.lifecycle4j.core.storage.blob.FileBlobStore}. {@code BlobCommit} stores,
 * {@code BlobRooms} finds, {@code BlobRemoval} and {@code Quarantine} quarantine and restore.
 */
@NullMarked
package io.lifecycle4j.core.storage.blob;

import org.jspecify.annotations.NullMarked;
