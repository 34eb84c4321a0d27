package dev.rollcall.cli;

import picocli.CommandLine.IVersionProvider;

/// The version that the build wrote into the jar.
final class VersionProvider implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version = RollcallCommand.class.getPackage().getImplementationVersion();
    return new String[] {"rollcall " + (version == null ? "(not packaged)" : version)};
  }
}
