package io.lifecycle4j.webhook;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;

/**
 * Which addresses a webhook may connect to. By default, only those that are reachable from the
 * whole internet: the registries of special addresses (RFC 6890) list the others.
 */
enum AddressRules {
  PUBLIC {
    @Override
    boolean allows(InetAddress address) {
      return isPublic(address);
    }
  },
  /**
   * Also loopback, private, shared (CGNAT) and unique local addresses; no link-local ones, no
   * multicast, and none of {@link #METADATA}.
   */
  PRIVATE {
    @Override
    boolean allows(InetAddress address) {
      return isPublic(address)
          || address.isLoopbackAddress()
          || (PRIVATE_RANGES.stream().anyMatch(range -> range.has(address))
              && METADATA.stream().noneMatch(range -> range.has(address)));
    }
  };

  /** The addresses that begin with the same bits. */
  private record Range(List<Integer> begin, int bits, int length) {
    static Range of(int bits, int length, Integer... begin) {
      return new Range(List.of(begin), bits, length);
    }

    boolean has(InetAddress address) {
      byte[] bytes = address.getAddress();
      if (bytes.length != length) {
        return false;
      }
      for (int i = 0; i < bits; i++) {
        int wanted = i / 8 < begin.size() ? begin.get(i / 8) : 0;
        int mask = 0x80 >> (i % 8);
        if ((bytes[i / 8] & mask) != (wanted & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  private static final int V4 = 4;
  private static final int V6 = 16;

  private static final List<Range> PRIVATE_RANGES =
      List.of(
          Range.of(8, V4, 10),
          Range.of(10, V4, 100, 64), // shared by customers of a provider
          Range.of(12, V4, 172, 16),
          Range.of(16, V4, 192, 168),
          Range.of(7, V6, 0xfc)); // unique local

  /**
   * Where clouds hand out credentials, beside link-local addresses such as 169.254.169.254: Alibaba
   * Cloud, and over IPv6 AWS and Google Cloud.
   */
  private static final List<Range> METADATA =
      List.of(
          Range.of(32, V4, 100, 100, 100, 200),
          Range.of(128, V6, 0xfd, 0, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54),
          Range.of(128, V6, 0xfd, 0x20, 0, 0xce, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54));

  /** Further special ranges of IPv4, and of what is unicast in IPv6. */
  private static final List<Range> SPECIAL =
      List.of(
          Range.of(8, V4, 0),
          Range.of(8, V4, 127),
          Range.of(16, V4, 169, 254),
          Range.of(24, V4, 192, 0, 0),
          Range.of(24, V4, 192, 0, 2),
          Range.of(24, V4, 192, 88, 99),
          Range.of(15, V4, 198, 18),
          Range.of(24, V4, 198, 51, 100),
          Range.of(24, V4, 203, 0, 113),
          Range.of(4, V4, 224), // multicast
          Range.of(4, V4, 240),
          Range.of(23, V6, 0x20, 0x01, 0), // Teredo and others
          Range.of(32, V6, 0x20, 0x01, 0x0d, 0xb8),
          Range.of(16, V6, 0x20, 0x02), // holds an address of IPv4
          Range.of(20, V6, 0x3f, 0xff));

  /** What is unicast in IPv6; the rest is local, multicast, or holds an address of IPv4. */
  private static final Range UNICAST = Range.of(3, V6, 0x20);

  /** Returns whether a webhook may connect to an address. */
  abstract boolean allows(InetAddress address);

  private static boolean isPublic(InetAddress address) {
    return !(address instanceof Inet6Address && !UNICAST.has(address))
        && PRIVATE_RANGES.stream().noneMatch(range -> range.has(address))
        && SPECIAL.stream().noneMatch(range -> range.has(address));
  }
}
