package io.lifecycle4j.core.data.format;

import static io.lifecycle4j.error.InvalidNameException.checkPath;

import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.storage.StoredFile;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the files of a version lay in their folder or archive. Names of images and of files of an
 * archive have a bar for the slash behind a folder; files of a folder have their slashes.
 */
public final class FilePaths {
  private FilePaths() {}

  /**
   * Returns the path of each file of a version.
   *
   * @param manifest the version
   * @return the paths, in the order of the files; a name that is no path with slashes is one itself
   */
  public static List<String> of(DatasetManifest manifest) {
    List<StoredFile> files = manifest.files();
    String format = manifest.format().id();
    List<String> labels =
        format.equals(ImagesFormat.ID) ? ImagesFormat.labels(manifest.format()) : List.of();
    List<String> paths = new ArrayList<>(files.size());
    for (int i = 0; i < files.size(); i++) {
      String name = files.get(i).name();
      String label = i < labels.size() ? labels.get(i) : "";
      paths.add(format.equals(FilesFormat.ID) ? name : path(name, label));
    }
    return paths;
  }

  private static String path(String name, String label) {
    if (name.indexOf('|') < 0 || name.indexOf('/') >= 0) {
      return name; // who has slashes has bars of its own
    }
    // a label, and a file behind it, may have bars of their own
    String path =
        !label.isEmpty() && name.startsWith(label + "|")
            ? label + "/" + name.substring(label.length() + 1)
            : name.replace('|', '/');
    try {
      return checkPath("file", path);
    } catch (InvalidNameException e) {
      return name;
    }
  }
}
