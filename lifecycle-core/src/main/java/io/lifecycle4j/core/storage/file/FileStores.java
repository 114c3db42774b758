package io.lifecycle4j.core.storage.file;

import io.lifecycle4j.error.InvalidValueException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/** Distinguishes local file systems, where locks and fsync are reliable, from others. */
final class FileStores {
  /** Types as Linux and macOS name them. */
  private static final Pattern NETWORK =
      Pattern.compile(
          "(nfs|cifs|smb|afp|afs|auristorfs|ncp|9p|coda|webdav|davfs|sshfs|ftpfs|curlftpfs|ceph"
              + "|gluster|lustre|beegfs|gpfs|mmfs|pvfs|orangefs|moosefs|lizardfs|s3fs|s3ql|goofys"
              + "|rclone|gcsfuse|blobfuse|juicefs|hdfs|vboxsf|vmhgfs|prl_fs|virtiofs).*");

  /** FUSE reaches unknown places, so whatever is not known to be local counts as remote. */
  private static final Pattern FUSE =
      Pattern.compile(
          "(osx|mac)fuse|fuse\\.(?!(ntfs|exfat|ext[234]|zfs|encfs|gocryptfs|cryfs|securefs|mergerfs"
              + "|unionfs|mhddfs|overlayfs|fuse-overlayfs|bindfs)).*");

  private FileStores() {}

  /** Throws if a directory, or the place where it would be created, is on a network file system. */
  static void checkLocal(Path directory) {
    String type = type(directory);
    if (!isLocal(type)) {
      throw new InvalidValueException(
          "Cannot open home "
              + directory
              + ": it is on a network file system, "
              + type
              + " (must be local, or allow NETWORK_FILE_SYSTEM)");
    }
  }

  /** Returns whether locks that others hold on the files of a directory are visible here. */
  static boolean isLocal(Path directory) {
    return isLocal(type(directory));
  }

  private static boolean isLocal(String type) {
    return !NETWORK.matcher(type).matches() && !FUSE.matcher(type).matches();
  }

  private static String type(Path directory) {
    for (Path at = directory.toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at)) {
        try {
          return Files.getFileStore(at).type().toLowerCase(Locale.ROOT);
        } catch (IOException e) {
          return ""; // no mount table, as in a bare chroot: assume it is local
        }
      }
    }
    return "";
  }
}
