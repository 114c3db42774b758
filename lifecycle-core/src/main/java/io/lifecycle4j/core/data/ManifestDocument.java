package io.lifecycle4j.core.data;

import static io.lifecycle4j.error.Preconditions.copy;

import io.lifecycle4j.core.json.WithoutNulls;
import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.data.DatasetManifest.Parent;
import io.lifecycle4j.data.DatasetManifest.Summary;
import io.lifecycle4j.data.Format;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of a manifest. Absent values are left out.
 *
 * @param files empty if there are so many that they are a {@link FileTree}
 * @param tree the root of the tree
 * @param parents the versions it was made of
 * @param report the blob of the validation report
 */
@WithoutNulls
record ManifestDocument(
    List<StoredFile> files,
    @Nullable BlobId tree,
    Format format,
    Schema schema,
    Profile profile,
    String message,
    String author,
    @Nullable Map<String, String> metadata,
    @Nullable List<Parent> parents,
    @Nullable BlobId report) {
  ManifestDocument {
    files = copy(files, "files");
  }

  static ManifestDocument of(
      DatasetManifest manifest, List<StoredFile> files, @Nullable BlobId tree) {
    return new ManifestDocument(
        files,
        tree,
        manifest.format(),
        manifest.schema(),
        manifest.profile(),
        manifest.message(),
        manifest.author(),
        manifest.metadata().isEmpty() ? null : manifest.metadata(),
        manifest.parents().isEmpty() ? null : manifest.parents(),
        manifest.report().orElse(null));
  }

  Summary summary() {
    return new Summary(message, author, profile.rows(), parents == null ? List.of() : parents);
  }

  DatasetManifest manifest(List<StoredFile> all) {
    DatasetManifest.Builder manifest =
        DatasetManifest.of(all, format, schema, profile).message(message).author(author);
    if (metadata != null) {
      manifest.metadata(metadata);
    }
    if (parents != null) {
      manifest.parents(parents);
    }
    if (report != null) {
      manifest.report(report);
    }
    return manifest.build();
  }
}
