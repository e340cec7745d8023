"""TLS in front of the stand-in, for clients that always speak https: tls_proxy.py CERTIFICATE KEY PORT UPSTREAM_PORT"""

import socket
import ssl
import sys
import threading


def carry(source, sink):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
    except OSError:
        pass
    finally:
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def serve(context, client, upstream_port):
    try:
        secured = context.wrap_socket(client, server_side=True)
    except OSError:
        return
    upstream = socket.create_connection(("127.0.0.1", upstream_port))
    threading.Thread(target=carry, args=(secured, upstream), daemon=True).start()
    carry(upstream, secured)


def main():
    certificate, key, port, upstream_port = sys.argv[1:]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", int(port))) as server:
        while True:
            client, _ = server.accept()
            threading.Thread(target=serve, args=(context, client, int(upstream_port)), daemon=True).start()


main()
