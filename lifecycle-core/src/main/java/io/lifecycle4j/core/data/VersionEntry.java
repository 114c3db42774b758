package io.lifecycle4j.core.data;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.DatasetManifest.Summary;
import io.lifecycle4j.storage.BlobId;
import java.time.Instant;

/**
 * One entry of the journal of data sets: a version came into being.
 *
 * @param dataset the name of the data set
 * @param number the number of the version
 * @param manifest the blob of its manifest
 * @param summary what look-ups need of the manifest
 * @param created when it was committed
 */
record VersionEntry(String dataset, int number, BlobId manifest, Summary summary, Instant created) {
  /** Checks the parts; what is thrown here makes the entry a corrupt one. */
  VersionEntry {
    checkName("data set", dataset);
    required(manifest, "manifest");
    required(summary, "summary");
    required(created, "time");
  }
}
