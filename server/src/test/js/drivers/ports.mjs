// The driver goes to port 443, whatever the connection string says. A test may not have that port,
// so connections to it are led to the port that the server has; addresses, names and certificates
// stay as they are.
export function leadTo(tlsUrl) {
  const { port } = new URL(tlsUrl);
  const bare = globalThis.fetch;
  const asked = [];
  globalThis.fetch = (url, options) => {
    if (url instanceof Request) {
      return bare(url, options);
    }
    asked.push(`${url}`);
    const led = new URL(url);
    if (led.protocol === "https:" && led.port === "") {
      led.port = port;
    }
    return bare(led, options);
  };
  return asked;
}
