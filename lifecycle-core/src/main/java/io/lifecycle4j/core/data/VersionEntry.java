package io.lifecycle4j.core.data;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.DatasetManifest.Summary;
import io.lifecycle4j.storage.BlobId;
import java.time.Instant;

/**
 * An entry in the journal of data sets: a new version.
 *
 * @param manifest the blob of its manifest
 * @param summary the parts of the manifest that look-ups need
 */
record VersionEntry(String dataset, int number, BlobId manifest, Summary summary, Instant created) {
  /** An exception here makes the entry corrupt. */
  VersionEntry {
    checkName("data set", dataset);
    required(manifest, "manifest");
    required(summary, "summary");
    required(created, "time");
  }
}
