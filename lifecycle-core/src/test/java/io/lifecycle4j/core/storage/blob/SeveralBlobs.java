package io.lifecycle4j.core.storage.blob;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import java.util.List;

/**
 * Contents and their names, hashed once: the first is stored already, the third has no place in a
 * pack.
 *
 * @param number tells them from others
 * @param bytes the contents
 * @param ids their names
 */
record SeveralBlobs(int number, List<byte[]> bytes, List<BlobId> ids) {
  private static final byte[] TOO_LONG_FOR_A_PACK = new byte[(1 << 20) + 1];
  private static final BlobId TOO_LONG = Fixtures.hash(TOO_LONG_FOR_A_PACK);

  static SeveralBlobs of(int number) {
    byte[] before = Fixtures.utf8("before");
    byte[] small = Fixtures.bytes(number, 100);
    byte[] larger = Fixtures.bytes(2_000 + number, 2_000);
    return new SeveralBlobs(
        number,
        List.of(before, small, TOO_LONG_FOR_A_PACK, larger),
        List.of(Fixtures.hash(before), Fixtures.hash(small), TOO_LONG, Fixtures.hash(larger)));
  }

  List<Content> contents() {
    return bytes.stream().map(Content::of).toList();
  }
}
