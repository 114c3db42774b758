package io.lifecycle4j.data;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.counted;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.List;

/**
 * What a purge of a dataset version deleted, and what still holds its data.
 *
 * <p>The report lists only what is recorded in the home. Backups, exports, check-outs, logged
 * predictions and files outside the home are not known: delete them yourself. Immutable.
 *
 * @param version the version
 * @param purge who purged it, when and why; of a version that was purged before, the first purge
 * @param bytes what was deleted, and what stays because others need it
 * @param holders what was made from the version and may reveal its data
 */
public record PurgeReport(VersionRef version, Purge purge, Bytes bytes, List<Holder> holders) {
  /** Checks the parts. */
  public PurgeReport {
    required(version, "version");
    required(purge, "purge");
    required(bytes, "bytes");
    holders = copy(holders, "holders");
  }

  /**
   * The bytes of a purged version: its files, its manifest and its validation report.
   *
   * @param deletedBlobs the number of deleted blobs; 0 if an earlier purge deleted all
   * @param deletedBytes their bytes
   * @param sharedBlobs the number of blobs that stay because others need the same bytes
   * @param sharedBytes their bytes
   * @param sharedWith what needs them, such as {@code dataset rides:4} or {@code run k3x1}, sorted
   * @param filesOutside the number of files kept by reference, whose bytes outside the home stay
   */
  public record Bytes(
      long deletedBlobs,
      long deletedBytes,
      long sharedBlobs,
      long sharedBytes,
      List<String> sharedWith,
      long filesOutside) {
    /** Checks the parts. */
    public Bytes {
      for (long count :
          new long[] {deletedBlobs, deletedBytes, sharedBlobs, sharedBytes, filesOutside}) {
        check(count >= 0, "Invalid amount of a purge: %s (must not be negative)", count);
      }
      sharedWith = copy(sharedWith, "holders of shared bytes");
    }
  }

  /**
   * Something that was made from a purged version.
   *
   * @param name what it is, such as {@code model fraud:3}
   * @param keeps what it keeps of the data, in words
   */
  public record Holder(String name, String keeps) {
    /** Checks the parts. */
    public Holder {
      required(name, "name");
      required(keeps, "what it keeps");
    }
  }

  /** Returns the report as text of several lines, for people. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("Purged " + version + " " + purge);
    text.append("\ndeleted: ").append(amount(bytes.deletedBlobs(), bytes.deletedBytes()));
    if (bytes.sharedBlobs() > 0) {
      text.append("\nkept: ").append(amount(bytes.sharedBlobs(), bytes.sharedBytes()));
      text.append(", shared with ").append(String.join(", ", bytes.sharedWith()));
    }
    if (bytes.filesOutside() > 0) {
      text.append("\nkept: ").append(counted(bytes.filesOutside(), "file")).append(" outside");
    }
    for (Holder holder : holders) {
      text.append("\n").append(holder.name()).append(": ").append(holder.keeps());
    }
    return text.append("\nnot known here: backups, exports, check-outs, predictions on record\n")
        .toString();
  }

  private static String amount(long blobs, long bytes) {
    return counted(blobs, "blob") + ", " + counted(bytes, "byte");
  }
}
