package io.lifecycle4j.core.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lifecycle4j.storage.Locations;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** One object in a bucket, which answers as an object store does; each call is noted. */
public final class SampleLocations implements Locations {
  public static final URI AT = URI.create("bucket://rides/1.csv");

  public final List<String> calls = new ArrayList<>();
  public String tag = "etag-1";
  public String text;

  /** Is run before the next opening, once: somebody changes the object behind a look. */
  public Runnable before = () -> {};

  /** Is run when the next opening was answered, once: somebody changes the object behind it. */
  public Runnable after = () -> {};

  public SampleLocations(String text) {
    this.text = text;
  }

  /** Returns the notes, and begins anew. */
  public List<String> takeCalls() {
    List<String> taken = List.copyOf(calls);
    calls.clear();
    return taken;
  }

  private Stat now(URI location) throws IOException {
    if (!location.equals(AT) || text.isEmpty()) {
      throw new FileNotFoundException(location.toString());
    }
    return new Stat(tag, text.getBytes(UTF_8).length);
  }

  @Override
  public Stat stat(URI location) throws IOException {
    calls.add("stat");
    return now(location);
  }

  @Override
  public Located open(URI location) throws IOException {
    calls.add("open");
    return located(location, 0, Integer.MAX_VALUE);
  }

  @Override
  public Located open(URI location, long offset, long length) throws IOException {
    calls.add("part");
    return located(location, (int) offset, (int) length);
  }

  private Located located(URI location, int offset, int length) throws IOException {
    Runnable first = before;
    before = () -> {};
    first.run();
    Stat stat = now(location);
    byte[] bytes = text.getBytes(UTF_8);
    InputStream in = new ByteArrayInputStream(bytes, offset, Math.min(length, bytes.length));
    Runnable then = after;
    after = () -> {};
    then.run();
    return new Located(stat, in);
  }
}
