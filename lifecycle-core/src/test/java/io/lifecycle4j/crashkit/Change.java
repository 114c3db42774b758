package io.lifecycle4j.crashkit;

/**
 * One change of a {@link Disk}, as it was asked for.
 *
 * <p>Files and directories are named by the number of their inode, so that a change still means the
 * same file when names were lost or exchanged.
 */
public sealed interface Change {
  /**
   * Tells what was changed.
   *
   * @return the inode of the file for data, of the directory for names
   */
  int inode();

  /**
   * A new file or directory and its name.
   *
   * @param inode the directory it lies in
   * @param name its name there
   * @param created its own inode
   * @param directory whether it is a directory
   */
  record Create(int inode, String name, int created, boolean directory) implements Change {}

  /**
   * Bytes written to a file.
   *
   * @param inode the file
   * @param offset where they begin
   * @param bytes the bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  record Write(int inode, long offset, byte[] bytes) implements Change {
    @Override
    public String toString() {
      return "Write[inode=" + inode + ", offset=" + offset + ", bytes=" + bytes.length + "]";
    }
  }

  /**
   * A file cut to a length.
   *
   * @param inode the file
   * @param size the new length
   */
  record Truncate(int inode, long size) implements Change {}

  /**
   * A file or a directory forced to the device.
   *
   * @param inode the file or directory
   */
  record Force(int inode) implements Change {}

  /**
   * A force of a file that failed. What was written before it can be read as long as the power is
   * on, but no later force covers it: the kernel takes those pages for clean.
   *
   * @param inode the file
   */
  record FailedForce(int inode) implements Change {}

  /**
   * One more name for a file.
   *
   * @param inode the directory of the new name
   * @param name the new name
   * @param file the file
   */
  record Link(int inode, String name, int file) implements Change {}

  /**
   * A new name in place of an old one.
   *
   * @param inode the directory of the new name
   * @param name the new name
   * @param from the directory of the old name
   * @param old the old name
   * @param file what is renamed
   */
  record Rename(int inode, String name, int from, String old, int file) implements Change {}

  /**
   * A name that is gone.
   *
   * @param inode the directory it was in
   * @param name the name
   */
  record Unlink(int inode, String name) implements Change {}
}
