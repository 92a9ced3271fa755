/**
 * Stands for a FOG server on port 80 of the router: takes the parameters that its boot.php takes, prints them, and answers with an iPXE
 * script. `node fog-server.mjs ADDRESS`
 */
import { createServer } from 'node:http'

const server = createServer((request, response) => {
  let body = ''
  request.setEncoding('utf8')
  request.on('data', (text) => (body += text))
  request.on('end', () => {
    const { searchParams } = new URL(request.url ?? '/', 'http://fog')
    const params = { ...Object.fromEntries(searchParams), ...Object.fromEntries(new URLSearchParams(body)) }
    console.log(JSON.stringify({ method: request.method, url: request.url, params }))
    response.setHeader('Content-Type', 'text/plain')
    response.end('#!ipxe\necho FOG-MENU-FOR ${net0/mac}\nprompt --timeout 60000\n')
  })
})
server.listen(80, process.argv[2], () => console.log('ready'))
