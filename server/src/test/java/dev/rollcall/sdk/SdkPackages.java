package dev.rollcall.sdk;

import java.io.IOException;
import java.nio.file.Path;

/// The folder that the SDKs are installed in.
///
/// @param folder a copy of `server/src/test/js/sdk`
record SdkPackages(Path folder) {

  /// Installs them, unless they are there from an earlier run.
  static SdkPackages install() throws IOException, InterruptedException {
    NpmFolder packages =
        NpmFolder.install(Path.of("server/target/sdk"), Path.of("server/src/test/js/sdk"));
    packages.run("node", "bundle.mjs");
    return new SdkPackages(packages.folder());
  }
}
