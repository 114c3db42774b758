package io.lifecycle4j.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a name may lead to. */
class AddressRulesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.0.0.1",
        "128.0.0.1",
        "169.253.0.1",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.0.1",
        "198.17.0.1",
        "198.20.0.1",
        "223.255.255.255",
        "2606:4700::1111",
        "2a00::1",
        "2001:4860:4860::8888",
        "3ffe::1"
      })
  void areReachableFromTheInternet(String text) throws UnknownHostException {
    InetAddress address = InetAddress.getByName(text);
    assertThat(AddressRules.PUBLIC.allows(address)).isTrue();
    assertThat(AddressRules.PRIVATE.allows(address)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1", "127.1", "2130706433", "10.0.0.1", "10.255.255.255", "172.16.0.1",
        "172.31.255.255", "192.168.1.1", "100.64.0.1", "100.127.255.255", "::1", "fc00::1",
        "fdff::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "100.100.100.199", "fd00:ec2::253"
      })
  void arePrivateAndMayBeAllowed(String text) throws UnknownHostException {
    InetAddress address = InetAddress.getByName(text);
    assertThat(AddressRules.PUBLIC.allows(address)).isFalse();
    assertThat(AddressRules.PRIVATE.allows(address)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "169.254.169.254",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::7f00:1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:1ff::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "3fff::1",
        "4000::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "::ffff:169.254.169.254",
        "100.100.100.200",
        "::ffff:100.100.100.200",
        "fd00:ec2::254",
        "fd20:ce::254"
      })
  void areNeverAllowed(String text) throws UnknownHostException {
    InetAddress address = InetAddress.getByName(text);
    assertThat(AddressRules.PUBLIC.allows(address)).isFalse();
    assertThat(AddressRules.PRIVATE.allows(address)).isFalse();
  }
}
