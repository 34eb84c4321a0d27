package dev.rollcall.rls;

import java.util.List;
import java.util.Random;

/// Headers and claims that are changed at random and then signed. The same seed, the same changes.
final class Scrambled {
  private static final List<String> MEMBERS =
      List.of(
          "'exp':@",
          "'exp':@.5",
          "'exp':@e0",
          "'exp':'@'",
          "'exp':null",
          "'nbf':@",
          "'iat':1e-9",
          "'nbf':-1",
          "'aud':'app'",
          "'aud':[]",
          "'sub':'ada'",
          "'sub':''",
          "'sub':'\\u0061'",
          "'iss':'https://issuer.test'",
          "'iss':'x'",
          "'x':[1,{'':null}]",
          "'x':'\\ud83d\\ude00'",
          "'x':'\\ude00'",
          "'x':01",
          "'x':1E+2",
          "'x':-",
          "'kid':'es'",
          "'kid':'ed'",
          "'typ':'JWT'",
          "'typ':null",
          "'alg':'ES256'",
          "'alg':'none'",
          "'crit':[]",
          "'b64':true",
          "'x':'é'",
          "'x':'\\/'",
          "'x':'\u007f'",
          "'x':tru",
          "");
  private static final List<String> BETWEEN =
      List.of(",", ",", ",", ",", " , ", "\n,\t", ",,", "", ";");

  private final Random random;
  private final long now = System.currentTimeMillis() / 1000;

  Scrambled(long seed) {
    this.random = new Random(seed);
  }

  private String header() {
    return random.nextInt(3) == 0 ? with("{'alg':'ES256','kid':'es'") : OddTokens.HEADER;
  }

  private String claims() {
    return with("{'iss':'https://issuer.test','sub':'ada','exp':@");
  }

  private String with(String usual) {
    StringBuilder json = new StringBuilder(usual);
    for (int i = random.nextInt(4); i > 0; i--) {
      json.append(pick(BETWEEN)).append(pick(MEMBERS));
    }
    String whole = json.append('}').toString().replace('\'', '"');
    if (random.nextInt(4) == 0) {
      int at = random.nextInt(whole.length());
      whole = whole.substring(0, at) + (char) random.nextInt(1, 256) + whole.substring(at + 1);
    }
    return whole.replace("@", String.valueOf(now + 600));
  }

  private String pick(List<String> list) {
    return list.get(random.nextInt(list.size()));
  }

  String token(SigningKey key) {
    return key.token(header(), claims());
  }
}
