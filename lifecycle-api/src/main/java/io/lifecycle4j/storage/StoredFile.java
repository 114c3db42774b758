package io.lifecycle4j.storage;

/**
 * A named file whose bytes are stored.
 *
 * @param name what the file is called
 * @param blob its bytes
 * @param size its length in bytes
 */
public record StoredFile(String name, BlobId blob, long size) {}
